//! A Linux network namespace that contains only the sandbox.
//!
//! The program starts itself again through `unshare` of util-linux, in a user namespace, which needs no
//! privileges, and a network namespace with only a loopback interface that is down. There it enables the
//! interface with `ip` of iproute2, and starts the sandbox and the program. Sockets of the file system, such as
//! that of a local database, remain accessible.

use super::Failure;

/// The namespaces: the user stays the same, and may enable the interface.
#[cfg(target_os = "linux")]
const UNSHARE: [&str; 5] = ["--user", "--map-current-user", "--keep-caps", "--net", "--"];

/// Starts the program again in a namespace. Does not return on success.
#[cfg(target_os = "linux")]
pub(super) fn enter() -> Result<std::process::ExitCode, Failure> {
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    let tried = Command::new("unshare").args(UNSHARE).arg("true").output();
    let tried = tried
        .map_err(|error| format!("cannot run `unshare`: {error}; it is part of util-linux"))?;
    if !tried.status.success() {
        let message = String::from_utf8_lossy(&tried.stderr);
        return Err(format!(
            "this system provides no network namespace ({}); user namespaces may be switched off, by the \
             sysctls `kernel.unprivileged_userns_clone` or `kernel.apparmor_restrict_unprivileged_userns`, \
             or by the container you are in",
            message.trim()
        )
        .into());
    }
    let error = Command::new("unshare")
        .args(UNSHARE)
        .arg(std::env::current_exe()?)
        .args(["run", "--in-namespace"])
        .args(std::env::args_os().skip(2))
        .exec();
    Err(error.into())
}

/// Enables the loopback interface, after checking that there is no other one.
#[cfg(target_os = "linux")]
pub(super) fn prepare() -> Result<(), Failure> {
    if has_routes()? {
        return Err("this is not an empty network namespace; use `run --isolated`".into());
    }
    let up = std::process::Command::new("ip")
        .args(["link", "set", "lo", "up"])
        .output()
        .map_err(|error| format!("cannot run `ip`: {error}; it is part of iproute2"))?;
    if up.status.success() {
        return Ok(());
    }
    let message = String::from_utf8_lossy(&up.stderr);
    Err(format!(
        "cannot switch on the loopback interface: {}",
        message.trim()
    )
    .into())
}

/// Whether a packet can leave through anything but the loopback interface.
#[cfg(target_os = "linux")]
fn has_routes() -> std::io::Result<bool> {
    // The first line contains the column names.
    let routes = std::fs::read_to_string("/proc/net/route")?;
    let mut leads_out = routes.lines().count() > 1;
    // A system without IPv6 has no such file.
    let routes = std::fs::read_to_string("/proc/net/ipv6_route").unwrap_or_default();
    leads_out |= routes
        .lines()
        .filter_map(|route| route.split_whitespace().last())
        .any(|interface| interface != "lo");
    Ok(leads_out)
}

/// Drops the privileges in the namespace for the program that is started next. Call it on the thread that
/// starts the program.
#[cfg(target_os = "linux")]
pub(super) fn give_up_privileges() -> std::io::Result<()> {
    Ok(rustix::thread::clear_ambient_capability_set()?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn enter() -> Result<std::process::ExitCode, Failure> {
    Err("`run --isolated` needs network namespaces, which only Linux has".into())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn prepare() -> Result<(), Failure> {
    enter().map(drop)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn give_up_privileges() -> std::io::Result<()> {
    Ok(())
}
