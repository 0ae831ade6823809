"""PDF documents made from Typst templates: the minutes of a jury, the transcript of a student."""
