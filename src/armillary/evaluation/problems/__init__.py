"""Problems that readers report: without an account, into the curators' inbox, answered on record."""
