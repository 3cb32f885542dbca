#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    zoho_time_fuzz::run("seed_file", data);
});
