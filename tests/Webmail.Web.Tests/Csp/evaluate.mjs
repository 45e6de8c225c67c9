// Evaluates policies: node evaluate.mjs <POLICIES (JSON array of strings), one array of findings for each on standard output.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(import.meta.url);
const { CspEvaluator } = require('csp_evaluator/dist/evaluator.js');
const { CspParser } = require('csp_evaluator/dist/parser.js');
const { Severity } = require('csp_evaluator/dist/finding.js');

const policies = JSON.parse(readFileSync(0, 'utf8'));
const findings = policies.map(policy => new CspEvaluator(new CspParser(policy).csp).evaluate()
  .map(finding => ({ severity: Severity[finding.severity], text: `${finding.directive} ${finding.value ?? ''}: ${finding.description}` })));
process.stdout.write(JSON.stringify(findings));
