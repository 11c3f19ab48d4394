"""What consortia pay, as records: price lists in versions, and the sheet of tariffs taken into them."""
