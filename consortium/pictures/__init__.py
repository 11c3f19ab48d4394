"""The facts of pictures: what stands where, as numbers and days that a door draws and tables beside the drawing."""
