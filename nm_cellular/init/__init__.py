"""The first cellular.conf: what there is to see, what is asked, and what is written."""
