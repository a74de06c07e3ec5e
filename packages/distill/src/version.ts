// The version of the umbrella, equal to its package.json (a test compares).
export const retortVersion = '0.1.0';
