"""How years end in the records: units transferred, relief granted, and what each period that is over comes to."""
