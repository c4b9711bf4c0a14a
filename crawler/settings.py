"""Settings of every crawl. What differs from Scrapy's defaults has its reason beside it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    _VERSION = version("zhengwen")
except PackageNotFoundError:  # run from a copy that was never installed
    _VERSION = "0"

BOT_NAME = "zhengwen"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.loader.PortalLoader"
COMMANDS_MODULE = "crawler.commands"

# Where a crawl keeps its store and exports, and where a user's own profiles lie (DATA_DIR/portals).
DATA_DIR = "data"

# Polite: says who it is, keeps to robots.txt, waits between two requests to one host, and longer when a host is slow.
USER_AGENT = f"zhengwen/{_VERSION} (Scrapy; text archive of public news pages)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "zhengwen"
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 16
CONCURRENT_ITEMS = 2  # Scrapy makes as many tasks for every page, whatever it gives: a millisecond at its 100
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 2.0

# Bounded: the library's own limits are 1 GiB, three minutes and any depth.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 20
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 2
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024

# Only the web, and only its public part: no page can make the crawler read a file, speak another protocol, or reach
# into the network that it runs in.
DOWNLOAD_HANDLERS = {
    "http": "crawler.downloading.BoundedDownloadHandler",
    "https": "crawler.downloading.BoundedDownloadHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"

# No door into the process, and nothing that a site could store in it between requests.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,zh-TW;q=0.8,en;q=0.3",
}

DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.samples.SampleProxyMiddleware": 90,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes a server error for a permission
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.decoding.DecodeMiddleware": 545,
    "crawler.middlewares.backoff.BackoffMiddleware": 560,  # before retries: what a host puts off is no error
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.unpacking.UnpackMiddleware": 590,
    "crawler.middlewares.guard.GuardMiddleware": 760,  # below redirects and proxies
    "crawler.middlewares.archiving.ArchiveMiddleware": 890,  # below all that changes or refuses a response
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # a redirect stub is named, not followed
}
# The frontier is the store's: it knows depth and duplicates itself, and a page's links never pass through Scrapy.
SCHEDULER = "crawler.scheduler.FrontierScheduler"
SPIDER_MIDDLEWARES = {
    "crawler.middlewares.committing.CommitMiddleware": 10,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.records.RecordPipeline": 900,
}

# Feeds: UTF-8 to read, and an old good file stays until the new one is whole.
FEED_EXPORT_ENCODING = "utf-8"
FEED_STORAGES = {
    "": "crawler.feeds.LocalFeed",
    "file": "crawler.feeds.LocalFeed",
}
FEED_EXPORTERS = {
    "csv": "crawler.feeds.CsvExporter",
    **dict.fromkeys(("jsonl", "jsonlines", "jl"), "crawler.feeds.LinesExporter"),
}

# Every response goes into the archive as it came, before anything is done with it.
ARCHIVE_ENABLED = True
ARCHIVE_ROLL = 256 * 1024 * 1024

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.logs.QuietFormatter"
EXTENSIONS = {
    "crawler.logs.SafeLog": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.feeds.Feeds": 0,
}
