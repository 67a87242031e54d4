/** Writes the dataset of the statistics sample again: `node tools/generateOrders.ts`. */
import { writeFileSync } from 'node:fs';
import { generateOrders, ORDERS } from '../tasks/samples/generateOrders.ts';

const file = new URL('../tasks/samples/statistics-orders/data/orders.csv', import.meta.url);
writeFileSync(file, generateOrders(ORDERS.seed, ORDERS.rows));
