-- Second order (STA-08): first two digits of the differences between amounts in order of size, equal amounts passed over. Input: invoice. Grain: one pair of digits. One sort of one number.
WITH step AS (SELECT amount_gross - lag(amount_gross) OVER (ORDER BY amount_gross) AS difference FROM invoice WHERE amount_gross >= 1000)
SELECT left(rpad(difference::VARCHAR, 2, '0'), 2)::INTEGER AS digits, count(*)::INTEGER AS n FROM step WHERE difference > 0 GROUP BY digits
