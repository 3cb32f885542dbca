//! Reproducible random numbers.

/// The `nth` number of this seed, in the range from 0 (inclusive) to 1 (exclusive).
///
/// A draw depends on nothing but these two, so which of a rule's requests are hit is the same in
/// every run, whatever else goes on. The numbers are those of `SplitMix64`.
pub(super) fn draw(seed: u64, nth: u64) -> f64 {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut bits = seed.wrapping_add(nth.wrapping_add(1).wrapping_mul(STEP));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    // An `f64` represents 53 bits exactly.
    let whole = (bits >> 11) as f64;
    whole / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        // The first outputs for the seed 1234567, as published with the generator.
        let published = [6_457_827_717_110_365_317_u64, 3_203_168_211_198_807_973];
        for (nth, bits) in (0..).zip(published) {
            let expected = (bits >> 11) as f64 / 2_f64.powi(53);
            assert!((draw(1_234_567, nth) - expected).abs() < f64::EPSILON);
        }
    }
}
