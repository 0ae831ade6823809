"""What people hand in: checked by what it holds, written anew, kept out of the way of any address."""
