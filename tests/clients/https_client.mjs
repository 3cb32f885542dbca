// An ordinary program with Node's older modules: asks for an address and prints body and status.

import http from 'node:http';
import https from 'node:https';

const [url, authorization, form] = process.argv.slice(2);
const headers = authorization ? { authorization } : {};
if (form) headers['content-type'] = 'application/x-www-form-urlencoded';
const module = url.startsWith('https:') ? https : http;
const request = module.request(url, { method: form ? 'POST' : 'GET', headers }, (answer) => {
  let body = '';
  answer.setEncoding('utf8');
  answer.on('data', (chunk) => (body += chunk));
  answer.on('end', () => console.log(`${body}\n${answer.statusCode}`));
});
request.end(form);
