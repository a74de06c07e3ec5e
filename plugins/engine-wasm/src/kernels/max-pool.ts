// MaxPool: writes past its output as shipped, for some numeric paddings.
import { checkedPool } from '../kernel/checked-pool.ts';

export const maxPool = checkedPool('MaxPool');
