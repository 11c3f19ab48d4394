"""Spreadsheets come in: rows by the rules of their sheets, good ones kept, bad ones given back with their reasons."""
