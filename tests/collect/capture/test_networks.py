"""Which addresses may be reached, and how addresses are written."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.collect.capture.address import is_web_address, sorted_out, web_address
from corrobora.collect.capture.errors import BadAddress
from corrobora.collect.capture.networks import EVERYWHERE, METADATA, refusal


@pytest.mark.parametrize(
    "words",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:db8::1", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet_are_refused(words: str) -> None:
    assert refusal(ipaddress.ip_address(words)) is not None


@pytest.mark.parametrize("words", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_reached(words: str) -> None:
    assert refusal(ipaddress.ip_address(words)) is None


@pytest.mark.parametrize("words", ["127.0.0.1", "192.168.1.1", "fd12::1", "::1", "::ffff:127.0.0.1"])
def test_private_addresses_are_reached_when_that_was_asked_for(words: str) -> None:
    assert refusal(ipaddress.ip_address(words), EVERYWHERE) is None


@pytest.mark.parametrize("address", sorted(METADATA, key=str))
def test_where_clouds_keep_credentials_is_never_reached(address: ipaddress.IPv4Address) -> None:
    assert refusal(address, EVERYWHERE)
    if address.version == 4:
        assert refusal(ipaddress.ip_address(f"::ffff:{address}"), EVERYWHERE)
        assert refusal(
            ipaddress.IPv6Address(int(ipaddress.ip_address("64:ff9b::")) + int(address)), EVERYWHERE
        )


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_refused_whatever_it_is(address: ipaddress.IPv4Address) -> None:
    assert refusal(ipaddress.ip_address(f"::ffff:{address}"))


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("http://example.org:8080/?q=1#part", "http://example.org:8080/?q=1"),
        (
            "https://приклад.укр/новини",
            "https://xn--80aikifvh.xn--j1amh/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8",
        ),
        ("http://[2001:DB8::1]/x", "http://[2001:db8::1]/x"),
        ("https://example.org/%7Ea?b=%20", "https://example.org/%7Ea?b=%20"),
    ],
)
def test_an_address_is_written_one_way(words: str, url: str) -> None:
    assert web_address(words).url == url
    assert web_address(url).url == url


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("ftp://example.org/", "only addresses of http"),
        ("file:///etc/passwd", "only addresses of http"),
        ("http://ann:secret@example.org/", "user name or password"),
        ("http://example.org\\@127.0.0.1/", "backslashes"),
        ("http://exa mple.org/", "white space"),
        ("http://example.org/\r\nHost: x", "white space"),
        ("http:///nothing", "names no host"),
        ("http://example.org:99999/", "is no address"),
        ("http://example.org:0/", "port 0"),
        ("http://[::1/", "is no address"),
        ("http://" + "a" * 9000, "longer than"),
        ("http://exa%00mple.org/", "names no host"),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(words: str, complaint: str) -> None:
    with pytest.raises(BadAddress, match=complaint) as error:
        web_address(words)
    assert "secret" not in str(error.value)


@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://", "http://h/", "//", "http://[", "http://a@"]),
)
def test_no_words_break_the_reading_of_addresses(words: str, before: str) -> None:
    try:
        found = web_address(before + words)
    except BadAddress:
        return
    assert web_address(found.url) == found


def test_addresses_and_paths_are_told_apart() -> None:
    paths, addresses = sorted_out(
        ["a.txt", "https://example.org/", "http:", "HTTPS://X.org", "https://example.org/"]
    )
    assert paths == ["a.txt", "http:"]
    assert addresses == ("https://example.org/", "HTTPS://X.org")
    assert not is_web_address("ftp://example.org")
