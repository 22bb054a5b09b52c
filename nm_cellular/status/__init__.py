"""An observation of the modems, as `nm-cellular status` shows it: for people, as JSON, as metrics."""
