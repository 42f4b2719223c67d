"""The city's side: a folder of units' returns read, checked and added up."""
