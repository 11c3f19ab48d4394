"""`python -m tests.access [ADDRESS]`: the matrix as it is, or its rows about an address, to be read line by line."""

import sys
import tempfile
from pathlib import Path

from tests.access.building import built
from tests.access.cells import lines

with tempfile.TemporaryDirectory() as folder:
    matrix = built(Path(folder))
    print(*lines(matrix, about="".join(sys.argv[1:])), sep="\n")  # noqa: T201
    print(*matrix.sightings, sep="\n", file=sys.stderr)  # noqa: T201
    matrix.close()
