"""Works and their editions: translations and versions stay resources of their own, and know of one
another. Ties between two resources are what is stated; a work is what hangs together by them."""
