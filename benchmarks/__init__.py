"""Speed and size against peers, in one run: `python -m benchmarks`."""
