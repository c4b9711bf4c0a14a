"""Archives of what was fetched, as it was fetched: WARC 1.1, one gzip member for each record.

An archive is a folder for each portal, `DATA/archive/PORTAL/`: files `PORTAL-TIME-NUMBER.warc.gz`, beside each closed
one its index (`.cdxj`), and `captures.sqlite`, which only helps to find what has not changed and may be deleted.
"""
