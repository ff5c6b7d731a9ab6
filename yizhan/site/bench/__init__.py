"""Measuring: each figure beside the bare ceiling of the same machine in the same run."""
