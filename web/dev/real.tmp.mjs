import { chromium } from "playwright-core";
import { existsSync } from "node:fs";
const base="https://localhost:29443"; const link=process.argv[2]; const out="/tmp/f-real"; const only=process.argv[3]??"";
const browser = await chromium.launch({ executablePath:"/usr/bin/chromium", args:["--no-sandbox","--disable-gpu","--disable-background-networking","--disable-component-update","--disable-sync"]});
const st=out+"/state.json";
const ctx = await browser.newContext({ ignoreHTTPSErrors:true, viewport:{width:1440,height:900}, ...(existsSync(st)?{storageState:st}:{}) });
const page = await ctx.newPage();
page.on("console", m=>m.type()==="error"&&console.log("console:",m.text()));
page.on("pageerror", e=>console.log("pageerror:",e.message));
page.on("response", r=>r.status()>=400&&console.log(r.status(), r.request().method(), r.url()));
if(!existsSync(st)){
  await page.goto(link); await page.getByLabel("Organisation").fill("Harrowgate Foods plc"); await page.getByLabel("Your name").fill("Agnes Whitfield"); await page.getByLabel("E-mail address").fill("agnes@example.com"); await page.getByLabel("Password",{exact:true}).fill("quiet lantern over 7 harbours");
  await page.getByRole("button",{name:/Create administrator/}).click();
  await page.waitForURL(/sites\//,{timeout:20000}).catch(async e=>{console.log(page.url()); await page.screenshot({path:out+"/fail.png"}); throw e});
  await ctx.storageState({path:st});
}
await page.goto(base); await page.waitForURL(/sites\//); await page.waitForLoadState("networkidle"); const site=new URL(page.url()).pathname;
const shots=[["overview",site],["findings",site+"/findings"],["uploads",site+"/uploads"],["population",site+"/population?digits=50"],["activity",site+"/activity"],["settings","/settings"]];
for(const [n,p] of shots){ if(!n.includes(only))continue; const t=Date.now(); await page.goto(base+p); await page.waitForLoadState("networkidle"); console.log(n,Date.now()-t,"ms"); await page.screenshot({path:`${out}/${n}.png`}); }
if(only===""||only==="finding"){ await page.goto(base+site+"/findings"); await page.waitForLoadState("networkidle"); await page.locator("[data-index='0'] a").click(); await page.waitForURL(/findings\/f/); await page.waitForLoadState("networkidle"); await page.screenshot({path:`${out}/finding.png`,fullPage:true}); }
await browser.close();
