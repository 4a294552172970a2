"""What has become of the works we hold: notices, and which records to look at again."""
