"""The monthly return: snapshot, paper and workbook."""
