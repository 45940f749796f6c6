"""From reports of violations of the laws of war to a register that can be checked and counted."""
