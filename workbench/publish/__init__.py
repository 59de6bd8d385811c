"""Sharing what was found: reports by papermill, the release gate, the static partner site."""
