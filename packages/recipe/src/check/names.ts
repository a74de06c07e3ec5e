// Names that become folders and columns: one strict alphabet, nothing a file system or an object's prototype owns.

const PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;
const ARM = /^[a-z][a-z0-9-]{0,63}$/;
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

export const isFolderName = (name: string): boolean => PATTERN.test(name) && !DEVICE.test(name) && !(name in Object.prototype);

/** Arms start with a letter, so that an object keeps them in the order in which they are written. */
export const isArmName = (name: string): boolean => ARM.test(name) && isFolderName(name);
