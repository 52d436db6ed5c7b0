"""Whole outputs that tests compare with, and the programs that write them."""
