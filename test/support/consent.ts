// A person at the sandbox's OAuth page.

/** Presses a button on the page; the result is what the page that it leads back to says. */
export async function decide(
  url: string,
  decision: 'allow' | 'deny',
): Promise<{ status: number; text: string }> {
  const page = await fetch(url);
  if (!page.ok) throw new Error(`${url}: ${page.status} ${await page.text()}`);
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ decision }) });
  return { status: answer.status, text: await answer.text() };
}
