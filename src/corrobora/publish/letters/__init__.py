"""Letters to those who receive reports, and answers to fill them with."""
