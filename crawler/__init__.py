"""The Scrapy project: portals in, records out."""
