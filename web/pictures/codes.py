"""Pictures that telephones read."""

import segno


def qr(text: str) -> str:
    """The text as a QR code: an SVG in a data: address, black on white whatever the page's colours."""
    return str(segno.make(text, micro=False).svg_data_uri(scale=5, border=3, light="#fff"))
