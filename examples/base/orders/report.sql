-- What was sold yesterday, by product.
SELECT product, count(*) AS orders, sum(amount) AS amount
FROM orders
WHERE ordered_at >= current_date - 1 AND ordered_at < current_date
GROUP BY product
ORDER BY amount DESC;
