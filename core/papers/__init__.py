"""Papers beside the month's return: roster lists, townships' sheets, the year's return."""
