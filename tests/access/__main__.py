"""`python -m tests.access`: prints the matrix as it is now, to be compared with expected.tsv and read line by line."""

import sys
import tempfile
from pathlib import Path

from tests.access.building import built
from tests.access.cells import lines

with tempfile.TemporaryDirectory() as folder:
    matrix = built(Path(folder))
    print(*lines(matrix), sep="\n")  # noqa: T201
    print(*matrix.sightings, sep="\n", file=sys.stderr)  # noqa: T201
    matrix.close()
