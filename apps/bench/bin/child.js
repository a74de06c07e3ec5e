// A child process that measures one cell. Built from src by `npm run build`.
import '../dist/child/main.js';
