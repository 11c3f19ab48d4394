"""The few SVG marks that every picture is made of."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def number(value: float) -> str:
    """A coordinate with at most one decimal, so that pictures stay small and their bytes stable."""
    return f"{value:.1f}".removesuffix(".0")


def _named(name: str) -> str:
    return "class" if name == "css" else name.replace("_", "-") if name != "viewBox" else name


def mark(tag: str, /, content: Iterable[str] | str = (), **attributes: str | float) -> Markup:
    """One element; content that is plain text is escaped, content that is already marked up is kept."""
    parts = (content,) if isinstance(content, str) else content
    inner = Markup("").join(escape(part) for part in parts)
    given = Markup("").join(
        Markup(' {}="{}"').format(_named(name), number(value) if isinstance(value, (int, float)) else value)
        for name, value in attributes.items()
    )
    return Markup("<{tag}{given}>{inner}</{tag}>").format(tag=Markup(tag), given=given, inner=inner)


def line(points: Iterable[tuple[float, float]], *, css: str) -> Markup:
    """An open line through the points."""
    way = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return mark("path", css=css, d=f"M{way}")


def picture(
    content: Iterable[str], *, name: str, css: str, width: float, height: float, title: str, desc: str, **more: str
) -> Markup:
    """A whole picture, named and told in words for whoever cannot see it; `name` is unique on the page."""
    told = (mark("title", title, id=f"{name}-t"), mark("desc", desc, id=f"{name}-d"))
    return mark(
        "svg",
        (*told, *content),
        css=css,
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        **more,
    )
