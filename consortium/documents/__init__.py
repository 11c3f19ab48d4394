"""Documents to print: what a reader may read of a case at this moment, as sections that a page and a PDF show alike."""
