import { randomStream, type RandomStream } from './randomStream.ts';

/** What the dataset of the sample is made from. */
export const ORDERS = { seed: 20_241, rows: 6_000 } as const;

const HEADER =
  'order_id,ordered_at,customer_id,region,channel,product,category,quantity,unit_price,discount,shipping_days,returned';

const REGIONS = [
  { name: 'north', weight: 26, distance: 0 },
  { name: 'south', weight: 22, distance: 1 },
  { name: 'west', weight: 31, distance: 0 },
  { name: 'east', weight: 15, distance: 2 },
  { name: 'islands', weight: 6, distance: 4 },
];

const CHANNELS = [
  { name: 'web', weight: 52, returns: 0.06 },
  { name: 'app', weight: 27, returns: 0.08 },
  { name: 'marketplace', weight: 15, returns: 0.13 },
  { name: 'phone', weight: 6, returns: 0.03 },
];

/** Prices in cents. */
const PRODUCTS = [
  { name: 'Desk lamp', category: 'Home', price: 3490, weight: 9 },
  { name: 'Wool blanket', category: 'Home', price: 5990, weight: 7 },
  { name: 'Storage box', category: 'Home', price: 1250, weight: 12 },
  { name: 'Headphones', category: 'Audio', price: 12900, weight: 6 },
  { name: 'Speaker', category: 'Audio', price: 8950, weight: 6 },
  { name: 'Turntable', category: 'Audio', price: 24900, weight: 2 },
  { name: 'Chef knife', category: 'Kitchen', price: 7450, weight: 6 },
  { name: 'Espresso cups', category: 'Kitchen', price: 2180, weight: 10 },
  { name: 'Cast iron pan', category: 'Kitchen', price: 5400, weight: 6 },
  { name: 'Backpack', category: 'Outdoor', price: 8900, weight: 6 },
  { name: 'Rain jacket', category: 'Outdoor', price: 11900, weight: 5 },
  { name: 'Water bottle', category: 'Outdoor', price: 1990, weight: 11 },
  { name: 'Notebook set', category: 'Office', price: 990, weight: 9 },
  { name: 'Fountain pen', category: 'Office', price: 4250, weight: 5 },
];

/** Orders grow towards Christmas and dip in summer; the parcel service is slowest at the peak. */
const MONTHS = [
  { month: 1, days: 31, weight: 70, delay: 0 },
  { month: 2, days: 29, weight: 64, delay: 0 },
  { month: 3, days: 31, weight: 76, delay: 0 },
  { month: 4, days: 30, weight: 80, delay: 0 },
  { month: 5, days: 31, weight: 86, delay: 0 },
  { month: 6, days: 30, weight: 78, delay: 0 },
  { month: 7, days: 31, weight: 62, delay: 1 },
  { month: 8, days: 31, weight: 58, delay: 1 },
  { month: 9, days: 30, weight: 84, delay: 0 },
  { month: 10, days: 31, weight: 96, delay: 0 },
  { month: 11, days: 30, weight: 148, delay: 1 },
  { month: 12, days: 31, weight: 172, delay: 3 },
];

const DISCOUNTS = [
  { share: 0, weight: 62 },
  { share: 5, weight: 12 },
  { share: 10, weight: 14 },
  { share: 20, weight: 9 },
  { share: 30, weight: 3 },
];

/**
 * A year of orders of a small web shop, as CSV: seasons, faithful customers, missing values, a few
 * bulk orders and lost parcels. Made up; the same seed gives the same bytes on every machine.
 */
export function generateOrders(seed: number, rows: number): string {
  const random = randomStream(seed);
  const lines = Array.from({ length: rows }, () => order(random))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ at, rest }, index) => `${100_001 + index},${at},${rest}`);
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function order(random: RandomStream): { at: string; rest: string } {
  const month = random.pick(MONTHS);
  const region = random.pick(REGIONS);
  const channel = random.pick(CHANNELS);
  const product = random.pick(PRODUCTS);
  const { share } = random.pick(DISCOUNTS);
  const returned = random.chance(channel.returns + (product.category === 'Outdoor' ? 0.04 : 0));
  const cells = [
    customer(random),
    orMissing(random, 0.015, region.name),
    channel.name,
    product.name,
    product.category,
    quantity(random, share),
    price(random, product.price),
    orMissing(random, 0.03, (share / 100).toFixed(2)),
    orMissing(random, 0.04, shippingDays(random, 2 + region.distance + month.delay)),
    orMissing(random, 0.02, returned),
  ];
  return { at: moment(random, month), rest: cells.join(',') };
}

/** Low numbers order often: the cube of a uniform draw crowds near zero. */
function customer(random: RandomStream): string {
  const draw = random.next();
  return `C${1000 + Math.floor(1400 * draw * draw * draw)}`;
}

function quantity(random: RandomStream, discount: number): number {
  if (random.chance(0.004)) return random.between(40, 160);
  const most = discount >= 20 ? 5 : 3;
  return Math.min(random.between(1, most), random.between(1, most));
}

/** Three prices a product: list price, an earlier one and a promotion. */
function price(random: RandomStream, cents: number): string {
  const percent = [100, 100, 96, 90][random.between(0, 3)] ?? 100;
  return (Math.round((cents * percent) / 100) / 100).toFixed(2);
}

function shippingDays(random: RandomStream, usual: number): number {
  if (random.chance(0.003)) return random.between(30, 75);
  return usual + Math.min(random.between(0, 4), random.between(0, 4));
}

function moment(random: RandomStream, { month, days }: { month: number; days: number }): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `2024-${two(month)}-${two(random.between(1, days))}`;
  const hour = Math.max(random.between(0, 23), random.between(6, 23));
  return `${day} ${two(hour)}:${two(random.between(0, 59))}:${two(random.between(0, 59))}`;
}

function orMissing(random: RandomStream, p: number, value: string | number | boolean): string {
  return random.chance(p) ? '' : String(value);
}
