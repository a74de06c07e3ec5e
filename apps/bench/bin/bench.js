#!/usr/bin/env node
// The command of the benchmarks. Built from src by `npm run build`.
import '../dist/main.js';
