-- Last two digits (STA-04). Input: invoice. Grain: one pair of digits of the positive amounts of ten or more. One scan.
SELECT (amount_gross % 100)::INTEGER AS digits, count(*)::INTEGER AS n FROM invoice WHERE amount_gross >= 1000 GROUP BY digits
