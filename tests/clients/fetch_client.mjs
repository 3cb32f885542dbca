// An ordinary program with `fetch`: asks for an address and prints body and status.

const [url, authorization, form] = process.argv.slice(2);
const headers = authorization ? { authorization } : {};
const answer = form
  ? await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) })
  : await fetch(url, { headers });
console.log(await answer.text());
console.log(answer.status);
