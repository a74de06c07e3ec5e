// The version that plugins state a range of. Equal to package.json's; a test compares.
export const kernelVersion = '0.1.0';
