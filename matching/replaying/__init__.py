"""A run as one file that anybody can check: written, read by somebody who trusts nothing, and held to its proof."""
