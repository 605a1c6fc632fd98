"""What the people of this site write for its readers: pages and news.

Words: a *piece* is a page or a news item, in versions; a *draft* is seen by those who write only, what is
published never changes. Doors: `/about/<name>/`, `/news/`, `/desk/pages/`, `/desk/news/`,
`/api/v1/pages`, `/api/v1/news`, `armillary pages`, `armillary news`; the feed of the news is
`/feeds/news.atom`.
"""
