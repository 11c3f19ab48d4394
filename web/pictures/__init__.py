"""Pictures as pure functions: values in, SVG out, coloured by the theme's classes alone."""
