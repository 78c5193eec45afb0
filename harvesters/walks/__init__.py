"""The walks through a list that a portal cuts into pages: by numbers of entries, or by tokens. Use them through `paging.py`."""
