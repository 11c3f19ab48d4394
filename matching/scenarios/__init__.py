"""What people supposed of a finished run: kept by name, read, deleted. Nothing of it can become real by itself."""
