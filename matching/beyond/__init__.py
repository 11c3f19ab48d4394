"""Beyond a plain assignment: households with two unrelated referrals, brothers and sisters apart but near."""
