"""Statistics of a consortium (stage L0): figures that name nobody, with small numbers hidden."""
